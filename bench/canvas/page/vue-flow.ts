import { createApp } from 'vue'
import './vue-flow.css'
import VueFlowPage from './VueFlowPage.vue'

createApp(VueFlowPage).mount('#app')
