"""What honest shops write: no rule may have anything to say against these, as regular texts for mainland
China; the English ones also as texts abroad."""

from __future__ import annotations

CHINESE = """
尊敬的{1}，您的订单{2}已发货，预计{3}送达，请保持电话畅通。
您好{1}，您订的蛋糕已做好，请于今天18点前到店领取。
{1}您好，您的包裹已放入小区门口的快递柜，取件号{2}，请及时取走。
您的快递由配送员派送中，联系电话400-800-1234，请注意查收。
您预约的{1}服务已确认，时间为{2}，地点为{3}，如需改期请提前一天致电。
您好，我们会所有门店于初一休息一天，初二照常营业。
请各位顾客下单时以下注意事项务必阅读：生鲜不支持无理由退货。
{1}您好，您的干洗衣物已洗好，凭小票到店取衣。
您的爱车已保养完毕，可以来取车了，应付{1}元。
车辆年检将于{1}到期，请提前安排时间。
{1}女士您好，您的眼镜已到店，营业时间10点至21点。
您的会员等级已更新，当前等级为{1}。
您的账户余额不足{1}元，请及时处理以免影响使用。
您在本店的储物柜将于{1}到期，请来取回物品。
明天上午停水检修，本店推迟到14点开门，给您带来不便敬请谅解。
台风水位上涨，今日送货暂停，恢复时间另行通知。
{1}家长您好，孩子今天的课程已结束，请到前台接孩子。
您的图书《{1}》借期将满，请于{2}前归还。
感谢您的购买，发票已发送到您的邮箱，请查收。
您的退款{1}元已原路退回，到账时间以银行为准。
您的订单已取消，款项将在三个工作日内退回。
您好，{1}到货了，需要为您保留几天吗？请来电告知。
您的外卖已由骑手取走，预计{1}分钟后送到。
餐厅已为您保留{1}人座位，时间{2}，请准时到店。
您预订的房间已确认，入住日期{1}，共{2}晚，前台电话010-62770000。
{1}您好，您委托维修的{2}已修好，维修费{3}元。
请凭本短信于{1}日前到一楼前台领取您遗失的物品。
花店提醒您：您订的花束将于明早9点送到，请留意电话。
您好，您反映的问题我们已收到，将在24小时内答复。
本店地址变更为人民路{1}号，电话不变，欢迎继续光顾。
因冷链车故障，您的订单{1}将延迟至明天送达，非常抱歉。
{1}您好，您的牙齿检查安排在{2}，请带好病历本。
您的体检报告已出，请携带身份证到一楼领取。
您有一份文件待签收，编号{1}，请于工作日来取。
宠物疫苗接种时间快到了，请带{1}在{2}前来接种。
您订的牛奶从明天起恢复配送，每天早上6点前送到。
本店消毒品已补货，您预订的{1}可以来取了。
您订的消毒品和大麻花已备好，请来取。
气温骤降，给花盆浇水请减量，祝您养花愉快。
您的手机屏幕已更换，今天19点前可取，费用{1}元。
您的照片已冲印，共{1}张，请来取。
您的钥匙已配好，地址：北门(小区内)，请来取。
您订的印刷单据今天送到，请安排人签收。
孩子的校服到了，尺码{1}，请到店试穿，不合适可换。
您租用的车辆将于{1}归还，逾时请联系我们。
{1}您好，本周的蔬菜箱已装好，下午送到您家。
您的洗衣机上门安装时间为{1}，师傅会提前半小时联系您。
游泳馆明日换水，闭馆一天，后天照常开放。
您的生日蛋糕已开始制作，请于{1}来取。
暑假货运繁忙，您的订单可能晚到一天，请谅解。
夏令营集合时间为{1}，请带好水杯和遮阳帽。
您的投诉已处理完毕，如还有问题请拨打400-123-4567。
""".strip().split("\n")

ENGLISH = """
Dear {1}, your order {2} is ready. Please pick it up before {3}.
Hi {1}, your parcel will arrive today between {2} and {3}.
Your table for {1} is booked for {2}. See you soon.
Your appointment with Dr. {1} is on {2} at {3}.
Your car is ready. The total is {1}. We are open until 6 pm.
Reminder: your library book is due on {1}.
Your refund of {1} is on its way and should arrive in three days.
We are closed on Monday for stocktaking and open again on Tuesday.
Your dry cleaning is ready. Please bring your ticket.
Your glasses have arrived. Come in any time until {1}.
Dear {1}, the flowers will be delivered tomorrow before noon.
Your repair {1} is done. The cost is {2}.
Your delivery is delayed by the storm. New time: {1}.
Your room is booked from {1} to {2}. Check-in is after 3 pm.
Thanks for your message. We will answer within a day.
Your subscription ends on {1}. Nothing to do if you want to stop.
Please collect your child at {1}. The main door is open.
The swimming class on {1} is moved to {2}.
Your photo prints are ready: {1} pieces.
Your vet visit for {1} is on {2}.
Our new address is {1}. The telephone stays the same.
Your invoice {1} is in your mailbox.
Your payment of {1} has arrived. Thank you.
Your seat is confirmed: row {1}, seat {2}.
Water will be off on {1} from 9 to 12.
The bread you like is back in the oven on {1}. Shall we keep one?
Your bike service is due on {1}. Call us to choose a time.
Dear {1}, your tailor-made suit can be tried on from {2}.
Your keys were found. Please come to the front desk.
Your food is on its way and arrives in {1} minutes.
The bus leaves at {1} from gate {2}.
Your school photos can be viewed at the office until {1}.
Please bring your own cup on {1}.
Order {1} was cancelled as you asked. The money goes back to your card.
Your card payment failed. Please pay at the counter.
Your locker is free until {1}. Please empty it then.
The plumber comes on {1} between {2} and {3}.
Hello {1}, your cake for Saturday is confirmed.
Thank you for visiting us. We hope to see you again.
Your garden tools can be returned until {1}.
Your seedlings have arrived: {1} trays.
The lift is out of order today. Please use the stairs.
Your watch has a new battery. The cost is {1}.
Your dinner for {1} people is confirmed. Note the side entrance (to the left).
Your hearing aid is adjusted and ready.
The concert on {1} begins one hour later.
Your piano will be tuned on {1} at {2}.
Your suitcase was found and is on its way to {1}.
The wine you ordered is in the shop until {1}.
Your chimney sweep comes on {1}. Please keep the fireplace cold.
Your tickets are at the box office under the name {1}.
""".strip().split("\n")
